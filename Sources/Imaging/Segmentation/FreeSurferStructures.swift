/// Names and colours of FreeSurfer's structures, by scripts/colour-table.py.
///
/// As `FreeSurferColorLUT.txt` has them, of the newest FreeSurfer that has a label.
enum FreeSurferStructures {
  /// A line begins with a label; entries are names with colours, of labels one after another.
  static let rows = """
    0 Unknown#000000 Left-Cerebral-Exterior#4682b4 Left-Cerebral-White-Matter#f5f5f5
    3 Left-Cerebral-Cortex#cd3e4e Left-Lateral-Ventricle#781286 Left-Inf-Lat-Vent#c43afa
    6 Left-Cerebellum-Exterior#009400 Left-Cerebellum-White-Matter#dcf8a4
    8 Left-Cerebellum-Cortex#e69422 Left-Thalamus-unused#00760e Left-Thalamus#00760e
    11 Left-Caudate#7abadc Left-Putamen#ec0db0 Left-Pallidum#0c30ff 3rd-Ventricle#ccb68e
    15 4th-Ventricle#2acca4 Brain-Stem#779fb0 Left-Hippocampus#dcd814 Left-Amygdala#67ffff
    19 Left-Insula#50c462 Left-Operculum#3c3ad2 Line-1#3c3ad2 Line-2#3c3ad2 Line-3#3c3ad2
    24 CSF#3c3c3c Left-Lesion#ffa500 Left-Accumbens-area#ffa500 Left-Substancia-Nigra#00ff7f
    28 Left-VentralDC#a52a2a Left-undetermined#87ceeb Left-vessel#a020f0 Left-choroid-plexus#00c8c8
    32 Left-F3orb#643264 Left-aOg#7a8732 Left-WMCrowns#e1e1ff Left-mOg#333287 Left-pOg#4a9b3c
    37 Left-Stellate#783e2b Left-Porg#4a9b3c Left-Aorg#7a8732 Right-Cerebral-Exterior#4682b4
    41 Right-Cerebral-White-Matter#f5f5f5 Right-Cerebral-Cortex#cd3e4e
    43 Right-Lateral-Ventricle#781286 Right-Inf-Lat-Vent#c43afa Right-Cerebellum-Exterior#009400
    46 Right-Cerebellum-White-Matter#dcf8a4 Right-Cerebellum-Cortex#e69422
    48 Right-Thalamus-unused#00760e Right-Thalamus#00760e Right-Caudate#7abadc Right-Putamen#ec0db0
    52 Right-Pallidum#0d30ff Right-Hippocampus#dcd814 Right-Amygdala#67ffff Right-Insula#50c462
    56 Right-Operculum#3c3ad2 Right-Lesion#ffa500 Right-Accumbens-area#ffa500
    59 Right-Substancia-Nigra#00ff7f Right-VentralDC#a52a2a Right-undetermined#87ceeb
    62 Right-vessel#a020f0 Right-choroid-plexus#00c8dd Right-F3orb#643264 Right-lOg#87324a
    66 Right-WMCrowns#d7d7ff Right-mOg#333287 Right-pOg#4a9b3c Right-Stellate#783e2b
    70 Right-Porg#4a9b3c Right-Aorg#7a8732 5th-Ventricle#78be96 Left-Interior#7a8732
    74 Right-Interior#7a8732 Left-Locus-Coeruleus#5b61ff Right-Locus-Coeruleus#0007da
    77 WM-hypointensities#c846ff Left-WM-hypointensities#ff940a Right-WM-hypointensities#ff940a
    80 non-WM-hypointensities#a46ce2 Left-non-WM-hypointensities#a46ce2
    82 Right-non-WM-hypointensities#a46ce2 Left-F1#ffdab9 Right-F1#ffdab9 Optic-Chiasm#eaa91e
    86 Left_future_WMSA#c878ff Right_future_WMSA#c879ff future_WMSA#c87aff
    96 Left-Amygdala-Anterior#cd0a7d Right-Amygdala-Anterior#cd0a7d Dura#a020f0 Lesion#ffa500
    100 Left-wm-intensity-abnormality#7c8cb2 Left-caudate-intensity-abnormality#7d8cb2
    102 Left-putamen-intensity-abnormality#7e8cb2 Left-accumbens-intensity-abnormality#7f8cb2
    104 Left-pallidum-intensity-abnormality#7c8db2 Left-amygdala-intensity-abnormality#7c8eb2
    106 Left-hippocampus-intensity-abnormality#7c8fb2 Left-thalamus-intensity-abnormality#7c90b2
    108 Left-VDC-intensity-abnormality#7c8cb3 Right-wm-intensity-abnormality#7c8cb2
    110 Right-caudate-intensity-abnormality#7d8cb2 Right-putamen-intensity-abnormality#7e8cb2
    112 Right-accumbens-intensity-abnormality#7f8cb2 Right-pallidum-intensity-abnormality#7c8db2
    114 Right-amygdala-intensity-abnormality#7c8eb2 Right-hippocampus-intensity-abnormality#7c8fb2
    116 Right-thalamus-intensity-abnormality#7c90b2 Right-VDC-intensity-abnormality#7c8cb3
    118 Epidermis#ff1493 Conn-Tissue#cdb38b SC-Fat-Muscle#eeeed1 Cranium#c8c8c8 CSF-SA#4aff4a
    123 Muscle#ee0000 Ear#00008b Adipose#adff2f Spinal-Cord#85cbe5 Soft-Tissue#1aed39 Nerve#228b22
    129 Bone#1e90ff AirCavity#c4a080 Orbital-Fat#ee3b3b Tongue#dd27c8 Nasal-Structures#eeaeee
    134 Globe#ff0000 Teeth#483d8b Left-Caudate-Putamen#152784 Right-Caudate-Putamen#152784
    138 Left-Claustrum#418714 Right-Claustrum#418714 Cornea#8604a0
    142 Diploe#dde244 Vitreous-Humor#fffffe Lens#34d1e2 Aqueous-Humor#efa0df Outer-Table#4682b4
    147 Inner-Table#4682b5 Periosteum#8b795e Endosteum#e0e0e0 R-C-S#ff0000 Iris#cdcd00
    152 SC-Adipose-Muscle#eeeed1 SC-Tissue#8b795e Orbital-Adipose#ee3b3b Left-IntCapsule-Ant#ee3b3b
    156 Right-IntCapsule-Ant#ee3b3b Left-IntCapsule-Pos#3e0acd Right-IntCapsule-Pos#3e0acd
    159 Left-Cerebral-WM-unmyelinated#00760e Right-Cerebral-WM-unmyelinated#00760e
    161 Left-Cerebral-WM-myelinated#dcd815 Right-Cerebral-WM-myelinated#dcd815
    163 Left-Subcortical-Gray-Matter#7abadc Right-Subcortical-Gray-Matter#7abadc Skull#787878
    166 Posterior-fossa#0e30ff Scalp#a62a2a Hematoma#791286 Left-Basal-Ganglia#ec0d7f
    170 brainstem#779fb0 DCG#7700b0 Vermis#7764b0 Midbrain#f2684c Pons#cec33a Medulla#779fb0
    176 Right-Basal-Ganglia#ec0d7e Vermis-White-Matter#7732b0 SCP#8eb600 Floculus#1364b0
    180 Left-Cortical-Dysplasia#493d8b Right-Cortical-Dysplasia#493e8b CblumNodulus#0a64b0
    183 Left-Vermis-Area#7764b0 Right-Vermis-Area#6477b0
    192 Corpus_Callosum#aaffff Left-hippocampal_fissure#00c4ff Left-CADG-head#ffa4a4
    195 Left-subiculum#c4c400 Left-fimbria#0064ff Right-hippocampal_fissure#80c4a4
    198 Right-CADG-head#007e4b Right-subiculum#806040 Right-fimbria#003280 alveus#ffcc99
    202 perforant_pathway#ff8080 parasubiculum#afaf4b presubiculum#400040 subiculum#0000ff
    206 CA1#ff0000 CA2#8080ff CA3#008000 CA4#c4a080 GC-DG#20c8ff HATA#80ff80 fimbria#cc99cc
    213 lateral_ventricle#791188 molecular_layer_HP#800000 hippocampal_fissure#8020ff
    216 entorhinal_cortex#ffcc66 molecular_layer_subiculum#808080 Amygdala#68ffff
    219 Cerebral_White_Matter#00e200 Cerebral_Cortex#cd3f4e Inf_Lat_Vent#c53afa Perirhinal#2196fa
    223 Cerebral_White_Matter_Edge#e20000 Background#646464 Ectorhinal#c596fa HP_tail#aaaaff
    227 Polymorphic-Layer#80ff80 Intracellular-Space#cc99cc molecular_layer_DG#a80000
    230 Prosubiculum#fc8408 HP_body#00ff00 HP_head#ff0000 presubiculum-head#200020
    234 presubiculum-body#400040 subiculum-head#0000af subiculum-body#0000ff CA1-head#af4b4b
    238 CA1-body#ff0000 CA3-head#005000 CA3-body#008000 CA4-head#785a32 CA4-body#c4a080
    243 GC-ML-DG-head#4b7daf GC-ML-DG-body#20c8ff molecular_layer_HP-head#641919
    246 molecular_layer_HP-body#800000 FreezeSurface#0a6464 Gyrus_Fasciolaris#005d00
    249 Fasciola_Cinerea#50ffeb Fornix#ff0000 CC_Posterior#000040 CC_Mid_Posterior#000070
    253 CC_Central#0000a0 CC_Mid_Anterior#0000d0 CC_Anterior#0000ff Voxel-Unchanged#000000
    257 CSF-ExtraCerebral#3c3c3c Head-ExtraCerebral#9696c8 Eye-Fluid#3c3c3c BoneOrAir#779fb0
    261 PossibleFluid#781286 Sinus#55557f Left-Eustachian#779fb0 Right-Eustachian#779fb0
    265 Left-Eyeball#3c3c3c Right-Eyeball#3c3c3c Pons-Belly-Area#cec33a
    270 ctx-lh-infragranular#cd464e ctx-lh-layer1#d2504e ctx-lh-layer2#d75a4e ctx-lh-layer3#dc644e
    274 ctx-lh-layer4#e16e4e ctx-lh-layer5#e6784e ctx-lh-layer6#eb874e ctx-lh-supragranular#f08c4e
    278 SubiculumU#1477a5 CA1U#ff6c6c CA2U#a782c7 CA3U#00ca00
    331 Aorta#ff0000 Left-Common-IliacA#ff5000 Right-Common-IliacA#ffa000
    334 Left-External-IliacA#ffff00 Right-External-IliacA#00ff00 Left-Internal-IliacA#ff00a0
    337 Right-Internal-IliacA#ff00ff Left-Lateral-SacralA#ff3250 Right-Lateral-SacralA#50ff32
    340 Left-ObturatorA#a0ff32 Right-ObturatorA#a0c8ff Left-Internal-PudendalA#00ffa0
    343 Right-Internal-PudendalA#0000ff Left-UmbilicalA#5032ff Right-UmbilicalA#a000ff
    346 Left-Inf-RectalA#ffd200 Right-Inf-RectalA#00a0ff Left-Common-IliacV#ffc850
    349 Right-Common-IliacV#ffc8a0 Left-External-IliacV#ff50c8 Right-External-IliacV#ffa0c8
    352 Left-Internal-IliacV#1eff50 Right-Internal-IliacV#50c8ff Left-ObturatorV#50ffc8
    355 Right-ObturatorV#c3ffc8 Left-Internal-PudendalV#78c814 Right-Internal-PudendalV#aa0ac8
    358 Pos-Lymph#1482b4 Neg-Lymph#14b482
    370 ctx-rh-infragranular#cd4682 ctx-rh-layer1#d25082 ctx-rh-layer2#d75a82 ctx-rh-layer3#dc6482
    374 ctx-rh-layer4#e16e82 ctx-rh-layer5#e67882 ctx-rh-layer6#eb8782 ctx-rh-supragranular#f08c82
    400 V1#ce3e4e V2#791286 BA44#c73afa BA45#019400 BA4a#ddf8a4 BA4p#e79422 BA6#01760e BA2#78760e
    408 BA1_old#7bbadd BAun2#ee0db1 BA1#7bbadc BA2b#8a0dce BA3a#ee82b0 BA3b#dae64c MT#26d5b0
    415 AIPS_AIP_l#01e1b0 AIPS_AIP_r#01e1b0 AIPS_VIP_l#c80264 AIPS_VIP_r#c80264 IPL_PFcm_l#05c85a
    420 IPL_PFcm_r#05c85a IPL_PF_l#6405c8 IPL_PFm_l#19ff64 IPL_PFm_r#19ff64 IPL_PFop_l#e60764
    425 IPL_PFop_r#e60764 IPL_PF_r#6405c8 IPL_PFt_l#960ac8 IPL_PFt_r#960ac8 IPL_PGa_l#af0ab0
    430 IPL_PGa_r#af0ab0 IPL_PGp_l#0a64ff IPL_PGp_r#0a64ff Visual_V3d_l#962d46 Visual_V3d_r#962d46
    435 Visual_V4_l#2dc80f Visual_V4_r#2dc80f Visual_V5_b#e32d64 Visual_VP_l#e32d64
    439 Visual_VP_r#e32d64
    498 wmsa#8fbc8f other_wmsa#fff8dc right_CA2_3#115588 right_alveus#77bb66 right_CA1#cc4422
    503 right_fimbria#cc00ff right_presubiculum#ddbb11 right_hippocampal_fissure#99ddee
    506 right_CA4_DG#331111 right_subiculum#007755 right_fornix#1464c8
    550 left_CA2_3#115589 left_alveus#77bb67 left_CA1#cc4423 left_fimbria#cc00fe
    554 left_presubiculum#ddbb10 left_hippocampal_fissure#99ddef left_CA4_DG#331112
    557 left_subiculum#007756 left_fornix#1464c9 Subcortical-Gray-Matter#7bbbdd
    600 Tumor#fefefe Cbm_Left_I_IV#0045be Cbm_Right_I_IV#46aab4 Cbm_Left_V#cd3e4e
    604 Cbm_Right_V#cd664e Cbm_Left_VI#c43afa Cbm_Vermis_VI#009400 Cbm_Right_VI#c462fa
    608 Cbm_Left_CrusI#e69422 Cbm_Vermis_CrusI#00760e Cbm_Right_CrusI#e6bc22 Cbm_Left_CrusII#7ac878
    612 Cbm_Vermis_CrusII#ec0db0 Cbm_Right_CrusII#7af078 Cbm_Left_VIIb#0095d0
    615 Cbm_Vermis_VIIb#2acca4 Cbm_Right_VIIb#00bdd0 Cbm_Left_VIIIa#dccd14 Cbm_Vermis_VIIIa#67ffff
    619 Cbm_Right_VIIIa#dcf514 Cbm_Left_VIIIb#3c3ad2 Cbm_Vermis_VIIIb#3c3ad2 Cbm_Right_VIIIb#3c62d2
    623 Cbm_Left_IX#5a8723 Cbm_Vermis_IX#e13ca0 Cbm_Right_IX#9ee913 Cbm_Left_X#a52a2a
    627 Cbm_Vermis_X#00ff7f Cbm_Right_X#a5522a
    630 Cbm_Vermis_VII#e64919 Cbm_Vermis_VIII#67ffff Cbm_Vermis#e64919
    640 Cbm_Right_I_V_med#cc0000 Cbm_Right_I_V_mid#ff0000 Cbm_Right_VI_med#0000ff
    643 Cbm_Right_VI_mid#1e90ff Cbm_Right_VI_lat#64d4ed Cbm_Right_CrusI_med#daa520
    646 Cbm_Right_CrusI_mid#ffd700 Cbm_Right_CrusI_lat#ffffa6 Cbm_Right_CrusII_med#9900cc
    649 Cbm_Right_CrusII_mid#998dd1 Cbm_Right_CrusII_lat#ccccff Cbm_Right_7med#1fd4c2
    652 Cbm_Right_7mid#03ffed Cbm_Right_7lat#ccffff Cbm_Right_8med#564a93 Cbm_Right_8mid#7272be
    656 Cbm_Right_8lat#b8b2ff Cbm_Right_PUNs#7e8a25 Cbm_Right_TONs#bdc575 Cbm_Right_FLOs#f0e68c
    660 Cbm_Left_I_V_med#cc0000 Cbm_Left_I_V_mid#ff0000 Cbm_Left_VI_med#0000ff
    663 Cbm_Left_VI_mid#1e90ff Cbm_Left_VI_lat#64d4ed Cbm_Left_CrusI_med#daa520
    666 Cbm_Left_CrusI_mid#ffd700 Cbm_Left_CrusI_lat#ffffa6 Cbm_Left_CrusII_med#9900cc
    669 Cbm_Left_CrusII_mid#998dd1 Cbm_Left_CrusII_lat#ccccff Cbm_Left_7med#1fd4c2
    672 Cbm_Left_7mid#03ffed Cbm_Left_7lat#ccffff Cbm_Left_8med#564a93 Cbm_Left_8mid#7272be
    676 Cbm_Left_8lat#b8b2ff Cbm_Left_PUNs#7e8a25 Cbm_Left_TONs#bdc575 Cbm_Left_FLOs#f0e68c
    690 CbmWM_Gyri_Left#7a8732 CbmWM_Gyri_Right#7a8732
    701 CSF-FSL-FAST#781286 GrayMatter-FSL-FAST#cd3e4e WhiteMatter-FSL-FAST#00e100
    801 L_hypothalamus_anterior_inferior#faff32 L_hypothalamus_anterior_superior#50c8ff
    803 L_hypothalamus_posterior#ffa000 L_hypothalamus_tubular_inferior#ffa0c8
    805 L_hypothalamus_tubular_superior#14b482 R_hypothalamus_anterior_inferior#faff32
    807 R_hypothalamus_anterior_superior#50c8ff R_hypothalamus_posterior#ffa000
    809 R_hypothalamus_tubular_inferior#ffa0c8 R_hypothalamus_tubular_superior#14b482
    819 Left-HypoThal-noMB#005000 Right-HypoThal-noMB#0fa50f Left-Fornix#00ffff Right-Fornix#1bbbfd
    843 Left-MammillaryBody#b2ff50 Right-MammillaryBody#19f650
    853 Mid-AntCom#3c3ad2
    865 Left-Basal-Forebrain#aa5500 Right-Basal-Forebrain#8b4513
    869 Left-SeptalNuc#ffaaff Right-SeptalNuc#bf7fbf
    901 Air-Internal#00aa00 Artery#cc0000
    906 EyeBalls#e6bd42 Other-Tissues#555500 Rectus-Muscles#be3249 Mucosa#ffa0bc
    911 Skin#555555 Charm-Spinal-Cord#00bba9
    914 Vein#0054ff Bone-Cortical#005500 Bone-Cancellous#aaaa00 Charm-Background#00a8ff
    920 Cortical-CSF#7885d9
    930 Optic-Nerve#00bf7a
    951 L-olfactory-bulb#0000ff R-olfactory-bulb#ff0000
    961 R-N.opticus#4682b4 L-N.opticus#82b446 R-C.mammilare#cd3e4e R-Optic-tract#507886
    965 L-Optic-tract#c43afa L-C.mammilare#009400 R-Chiasma-Opticum#dcf8a4 L-Chiasma-Opticum#e69422
    969 Ant-Commisure#0ab4e1 Third-Ventricle#760064 R-Fornix#7ac878 L-Fornix#ec0db0
    973 Epiphysis#ccb68e Hypophysis#779fb0 Infundibulum#dcd814 Tuberal-Region#783c6e
    977 L-Med-Hypothalamus#a5ff00 L-Lat-Hypothalamus#00ff7f L-Ant-Hypothalamus#a52a2a
    980 L-Post-Hypothalamus#ffd700 R-Med-Hypothalamus#73ff00 R-Lat-Hypothalamus#3cff7f
    983 R-Ant-Hypothalamus#a58e2a R-Post-Hypothalamus#ffaa14
    999 SUSPICIOUS#ff6464
    """
}
