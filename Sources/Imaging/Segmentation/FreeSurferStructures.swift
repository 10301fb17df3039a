/// Names and colours of FreeSurfer 6's structures, written by scripts/colour-table.py.
///
/// From `freesurfercolorlut.lut` of FSLeyes 1.20.2 (Apache License 2.0), which has them from FreeSurfer's
/// `FreeSurferColorLUT.txt`.
enum FreeSurferStructures {
  /// A line begins with a label; entries are names with colours, of labels one after another.
  static let rows = """
    1 Left-Cerebral-Exterior#4682b4 Left-Cerebral-White-Matter#f5f5f5 Left-Cerebral-Cortex#cd3e4e
    4 Left-Lateral-Ventricle#781286 Left-Inf-Lat-Vent#c43afa Left-Cerebellum-Exterior#009400
    7 Left-Cerebellum-White-Matter#dcf8a4 Left-Cerebellum-Cortex#e69422 Left-Thalamus#00760e
    10 Left-Thalamus-Proper#00760e Left-Caudate#7abadc Left-Putamen#ec0db0 Left-Pallidum#0c30ff
    14 3rd-Ventricle#ccb68e 4th-Ventricle#2acca4 Brain-Stem#779fb0 Left-Hippocampus#dcd814
    18 Left-Amygdala#67ffff Left-Insula#50c462 Left-Operculum#3c3ad2 Line-1#3c3ad2 Line-2#3c3ad2
    23 Line-3#3c3ad2 CSF#3c3c3c Left-Lesion#ffa500 Left-Accumbens-area#ffa500
    27 Left-Substancia-Nigra#00ff7f Left-VentralDC#a52a2a Left-undetermined#87ceeb
    30 Left-vessel#a020f0 Left-choroid-plexus#00c8c8 Left-F3orb#643264 Left-lOg#87324a
    34 Left-aOg#7a8732 Left-mOg#333287 Left-pOg#4a9b3c Left-Stellate#783e2b Left-Porg#4a9b3c
    39 Left-Aorg#7a8732 Right-Cerebral-Exterior#4682b4 Right-Cerebral-White-Matter#f5f5f5
    42 Right-Cerebral-Cortex#cd3e4e Right-Lateral-Ventricle#781286 Right-Inf-Lat-Vent#c43afa
    45 Right-Cerebellum-Exterior#009400 Right-Cerebellum-White-Matter#dcf8a4
    47 Right-Cerebellum-Cortex#e69422 Right-Thalamus#00760e Right-Thalamus-Proper#00760e
    50 Right-Caudate#7abadc Right-Putamen#ec0db0 Right-Pallidum#0d30ff Right-Hippocampus#dcd814
    54 Right-Amygdala#67ffff Right-Insula#50c462 Right-Operculum#3c3ad2 Right-Lesion#ffa500
    58 Right-Accumbens-area#ffa500 Right-Substancia-Nigra#00ff7f Right-VentralDC#a52a2a
    61 Right-undetermined#87ceeb Right-vessel#a020f0 Right-choroid-plexus#00c8dd Right-F3orb#643264
    65 Right-lOg#87324a Right-aOg#7a8732 Right-mOg#333287 Right-pOg#4a9b3c Right-Stellate#783e2b
    70 Right-Porg#4a9b3c Right-Aorg#7a8732 5th-Ventricle#78be96 Left-Interior#7a8732
    74 Right-Interior#7a8732
    77 WM-hypointensities#c846ff Left-WM-hypointensities#ff940a Right-WM-hypointensities#ff940a
    80 non-WM-hypointensities#a46ce2 Left-non-WM-hypointensities#a46ce2
    82 Right-non-WM-hypointensities#a46ce2 Left-F1#ffdab9 Right-F1#ffdab9 Optic-Chiasm#eaa91e
    86 Left_future_WMSA#c878ff Right_future_WMSA#c879ff future_WMSA#c87aff
    96 Left-Amygdala-Anterior#cd0a7d Right-Amygdala-Anterior#cd0a7d Dura#a020f0
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
    129 Bone#1e90ff Air#9313ad Orbital-Fat#ee3b3b Tongue#dd27c8 Nasal-Structures#eeaeee
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
    192 Corpus_Callosum#faff32 Left-hippocampal_fissure#00c4ff Left-CADG-head#ffa4a4
    195 Left-subiculum#c4c400 Left-fimbria#0064ff Right-hippocampal_fissure#80c4a4
    198 Right-CADG-head#007e4b Right-subiculum#806040 Right-fimbria#003280 alveus#ffcc99
    202 perforant_pathway#ff8080 parasubiculum#ffff00 presubiculum#400040 subiculum#0000ff
    206 CA1#ff0000 CA2#8080ff CA3#008000 CA4#c4a080 GC-DG#20c8ff HATA#80ff80 fimbria#cc99cc
    213 lateral_ventricle#791188 molecular_layer_HP#800000 hippocampal_fissure#8020ff
    216 entorhinal_cortex#ffcc66 molecular_layer_subiculum#808080 Amygdala#68ffff
    219 Cerebral_White_Matter#00e200 Cerebral_Cortex#cd3f4e Inf_Lat_Vent#c53afa Perirhinal#2196fa
    223 Cerebral_White_Matter_Edge#e20000 Background#646464 Ectorhinal#c596fa HP_tail#aaaaff
    250 Fornix#ff0000 CC_Posterior#000040 CC_Mid_Posterior#000070 CC_Central#0000a0
    254 CC_Mid_Anterior#0000d0 CC_Anterior#0000ff Voxel-Unchanged#000000 CSF-ExtraCerebral#3c3c3c
    258 Head-ExtraCerebral#9696c8 SkullApprox#787878 BoneOrAir#779fb0 PossibleFluid#781286
    262 Sinus#779fb0 Left-Eustachian#779fb0 Right-Eustachian#779fb0
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
    557 left_subiculum#007756 left_fornix#1464c9
    600 Tumor#fefefe Cbm_Left_I_IV#4682b4 Cbm_Right_I_IV#f5f5f5 Cbm_Left_V#cd3e4e
    604 Cbm_Right_V#781286 Cbm_Left_VI#c43afa Cbm_Vermis_VI#009400 Cbm_Right_VI#dcf8a4
    608 Cbm_Left_CrusI#e69422 Cbm_Vermis_CrusI#00760e Cbm_Right_CrusI#00760e Cbm_Left_CrusII#7abadc
    612 Cbm_Vermis_CrusII#ec0db0 Cbm_Right_CrusII#0c30ff Cbm_Left_VIIb#ccb68e
    615 Cbm_Vermis_VIIb#2acca4 Cbm_Right_VIIb#779fb0 Cbm_Left_VIIIa#dcd814 Cbm_Vermis_VIIIa#67ffff
    619 Cbm_Right_VIIIa#50c462 Cbm_Left_VIIIb#3c3ad2 Cbm_Vermis_VIIIb#3c3ad2 Cbm_Right_VIIIb#3c3ad2
    623 Cbm_Left_IX#3c3ad2 Cbm_Vermis_IX#3c3c3c Cbm_Right_IX#ffa500 Cbm_Left_X#ffa500
    627 Cbm_Vermis_X#00ff7f Cbm_Right_X#a52a2a
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
    999 SUSPICIOUS#ff6464
    5001 Left-UnsegmentedWhiteMatter#141e28 Right-UnsegmentedWhiteMatter#141e28
    5100 fmajor#cc6666 fminor#cc6666 lh.atr#ffff66 lh.cab#99cc00 lh.ccg#009999 lh.cst#cc99ff
    5106 lh.ilf#ff9933 lh.slfp#cccccc lh.slft#99ffff lh.unc#6699ff rh.atr#ffff66 rh.cab#99cc00
    5112 rh.ccg#009999 rh.cst#cc99ff rh.ilf#ff9933 rh.slfp#cccccc rh.slft#99ffff rh.unc#6699ff
    5200 CC-ForcepsMajor#cc6666 CC-ForcepsMinor#cc6666 LAntThalRadiation#ffff66
    5203 LCingulumAngBundle#99cc00 LCingulumCingGyrus#009999 LCorticospinalTract#cc99ff
    5206 LInfLongFas#ff9933 LSupLongFasParietal#cccccc LSupLongFasTemporal#99ffff
    5209 LUncinateFas#6699ff RAntThalRadiation#ffff66 RCingulumAngBundle#99cc00
    5212 RCingulumCingGyrus#009999 RCorticospinalTract#cc99ff RInfLongFas#ff9933
    5215 RSupLongFasParietal#cccccc RSupLongFasTemporal#99ffff RUncinateFas#6699ff
    6000 CST-orig#00ff00 CST-hammer#ffff00 CST-CVS#00ffff CST-flirt#0000ff
    6010 Left-SLF1#ec10e7
    6020 Right-SLF1#ed12e8
    6030 Left-SLF3#ec0de3
    6040 Right-SLF3#ec11e4
    6050 Left-CST#01ff01
    6060 Right-CST#02ff01
    6070 Left-SLF2#ec0ee6
    6080 Right-SLF2#ed0ee6
    7001 Lateral-nucleus#4884b5 Basolateral-nucleus#f3f3f3 Basal-nucleus#cf3f4f
    7004 Centromedial-nucleus#791487 Central-nucleus#c53cf8 Medial-nucleus#029502
    7007 Cortical-nucleus#ddf9a6 Accessory-Basal-nucleus#e89223 Corticoamygdaloid-transitio#143c78
    7010 Anterior-amygdaloid-area-AAA#fafa00 Fusion-amygdala-HP-FAH#7abbde
    7012 Hippocampal-amygdala-transition-HATA#ed0cb1 Endopiriform-nucleus#0a31ff
    7014 Lateral-nucleus-olfactory-tract#cdb890 Paralaminar-nucleus#2dcda5
    7016 Intercalated-nucleus#75a0af Prepiriform-cortex#ddd915 Periamygdaloid-cortex#143c78
    7019 Envelope-Amygdala#8d1564 Extranuclear-Amydala#e18c8d
    7100 Brainstem-inferior-colliculus#2ac9a8 Brainstem-cochlear-nucleus#a868a2
    8001 Thalamus-Anterior#4a82b5 Thalamus-Ventral-anterior#f2f1f0 Thalamus-Lateral-dorsal#ce414e
    8004 Thalamus-Lateral-posterior#781585 Thalamus-Ventral-lateral#c33df6
    8006 Thalamus-Ventral-posterior-medial#039306 Thalamus-Ventral-posterior-lateral#dcfba3
    8008 Thalamus-intralaminar#e89221 Thalamus-centromedian#04720e Thalamus-mediodorsal#79b8dc
    8011 Thalamus-medial#eb0baf Thalamus-pulvinar#0c2efa Thalamus-lateral-geniculate#cbb68f
    8014 Thalamus-medial-geniculate#2acca7
    9000 ctx-lh-prefrontal#32641e ctx-lh-primary-motor#1e642d ctx-lh-premotor#8264a5
    9003 ctx-lh-temporal#691905 ctx-lh-posterior-parietal#7d4637
    9005 ctx-lh-prim-sec-somatosensory#e11469 ctx-lh-occipital#e1140f
    9500 ctx-rh-prefrontal#32c81e ctx-rh-primary-motor#1e962d ctx-rh-premotor#8296a5
    9503 ctx-rh-temporal#694b05 ctx-rh-posterior-parietal#7d7837
    9505 ctx-rh-prim-sec-somatosensory#e14669 ctx-rh-occipital#e1460f
    """
}
